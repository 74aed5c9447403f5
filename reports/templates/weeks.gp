# Lines over the weeks; x = 0 is the week of the report, -1 the one before.
# DATA index 0: x, value, 1 where provisional (NaN where a week is missing)
#      index 1: x, low, high of a band      index 2, 3, 4: x, value of lines to compare with
# XMIN, YMIN, YMAX, YSTEP: the scale. The script sets xtics and the labels.
unset key; unset border
set grid ytics lt 1 lw 0.5 lc rgb GRID
set ytics YSTEP scale 0 nomirror font F_SMALL textcolor rgb GREY
set xtics scale 0 nomirror font F_SMALL textcolor rgb GREY
set xrange [XMIN:-0.02 * XMIN]; set yrange [YMIN:YMAX]
plot DATA index 1 using 1:2:3 with filledcurves fc rgb BAND fs solid noborder, \
     DATA index 2 using 1:2 with lines lw 2.4 dt 2 lc rgb GREY, \
     DATA index 3 using 1:2 with lines lw 2.8 dt 3 lc rgb GREY, \
     DATA index 4 using 1:2 with lines lw 1.2 dt 1 lc rgb GREY, \
     DATA index 0 using 1:2 with lines lw 3.6 lc rgb MAIN, \
     DATA index 0 using 1:2:($3 == 1 ? 0.75 : 0.5) with points pt 7 ps variable lc rgb MAIN, \
     DATA index 0 using 1:($3 == 1 ? $2 : NaN) with points pt 7 ps 0.42 lc rgb PAPER
