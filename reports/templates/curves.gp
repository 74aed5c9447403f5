# Up to four curves over one axis, and a straight line to compare with.
# DATA index 0: x, y of the line to compare with      index 1 to 4: x, y of the curves
# XMAX, YMAX, XSTEP, YSTEP: the scale.
unset key; unset border
set grid xtics ytics lt 1 lw 0.5 lc rgb GRID
set xtics XSTEP scale 0 nomirror font F_SMALL textcolor rgb GREY
set ytics YSTEP scale 0 nomirror font F_SMALL textcolor rgb GREY
set xrange [0:XMAX]; set yrange [0:YMAX]
plot DATA index 0 using 1:2 with lines lw 1.6 dt 2 lc rgb GREY, \
     for [i = 1:4] DATA index i using 1:2 with linespoints lw 2.4 pt 7 ps 0.35 lc rgb PILLAR[i]
