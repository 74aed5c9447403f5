# Values with their intervals, a row each, the first on top.
# DATA: row, value, low, high (NaN where unknown), 1 where it stands out
# ROWS, XMIN, XMAX, XSTEP: the scale. REFERENCE: a dashed line.
unset key; unset border; unset ytics
set grid xtics lt 1 lw 0.5 lc rgb GRID
set xtics XSTEP scale 0 nomirror font F_SMALL textcolor rgb GREY
set xrange [XMIN:XMAX]; set yrange [ROWS + 0.5:0.5]
set arrow from REFERENCE,0.5 to REFERENCE,ROWS+0.5 nohead lw 1.2 dt 2 lc rgb GREY
plot DATA using 2:1:3:4 with xerrorbars pt 7 ps 0.01 lw 2.2 lc rgb BARS, \
     DATA using ($5 == 0 ? $2 : NaN):1 with points pt 7 ps 0.5 lc rgb MAIN, \
     DATA using ($5 == 1 ? $2 : NaN):1 with points pt 7 ps 0.7 lc rgb BRAND
