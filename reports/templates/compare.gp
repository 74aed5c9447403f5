# Groups against each other, a row each: the middle half as a bar, the median (or mean) as a dot.
# DATA: row, middle, q25, q75 (NaN where withheld)
# ROWS, XMIN, XMAX, XSTEP: the scale. REFERENCE: everyone's median (below 0: none).
unset key; unset border; unset ytics
set grid xtics lt 1 lw 0.5 lc rgb GRID
set xtics XSTEP scale 0 nomirror font F_SMALL textcolor rgb GREY
set xrange [XMIN:XMAX]; set yrange [ROWS + 0.5:0.5]
if (REFERENCE >= 0) { set arrow from REFERENCE,0.5 to REFERENCE,ROWS+0.5 nohead lw 1.2 dt 2 lc rgb GREY }
plot DATA using 2:1:3:4:($1 - 0.17):($1 + 0.17) with boxxyerror fc rgb BARS fs solid noborder, \
     DATA using 2:1 with points pt 7 ps 0.6 lc rgb MAIN
