# How many members have which score, and where each of a few stands.
# DATA index 0: low, high, count      index 1: one score a line, a tick each
# index 2: points, members expected in five points around by a smooth line
# XMAX, XSTEP, YMAX: the scale; MEDIAN: a dashed line, OWN: a line (below 0: none);
# TICKS: 1 where there are any, 2 where there is nothing else;
# COUNTS: 1 writes the counts above the bars, 0 draws an axis with steps of YSTEP.
unset key; unset border; unset grid
set xtics XSTEP scale 0 nomirror font F_SMALL textcolor rgb GREY
if (COUNTS == 1) { unset ytics } else {
    set ytics 0,YSTEP,YMAX scale 0 nomirror font F_SMALL textcolor rgb GREY
    set grid ytics lt 1 lw 0.5 lc rgb GRID
}
set xrange [0:XMAX]; set yrange [(TICKS == 0 ? -0.01 : -0.17) * YMAX:(TICKS == 2 ? 0.02 : 1.16) * YMAX]
set arrow from 0,0 to XMAX,0 nohead lw 0.8 lc rgb SOFT
set style textbox opaque noborder fillcolor rgb PAPER margins 0.2, 0.1
plot DATA index 0 using 1:3:($1 + 0.05 * ($2 - $1)):($2 - 0.05 * ($2 - $1)):(0):3 \
         with boxxyerror fc rgb BARS fs solid noborder, \
     DATA index 2 using 1:2 with lines lw 2 lc rgb GREY, \
     [0:1] '+' using (MEDIAN >= 0 ? MEDIAN : NaN):(0):(0):(YMAX * 1.16) with vectors nohead lw 2.6 dt 2 lc rgb INK, \
     [0:1] '+' using (OWN >= 0 ? OWN : NaN):(-0.15 * YMAX):(0):(YMAX * 1.31) with vectors nohead lw 4 lc rgb MAIN, \
     DATA index 0 using (($1 + $2) / 2):(COUNTS == 1 ? $3 : NaN):(sprintf('%d', $3)) \
         with labels boxed offset character 0, 0.55 font F_SMALL textcolor rgb GREY, \
     DATA index 1 using 1:(-0.03 * YMAX):(0):(-0.12 * YMAX) with vectors nohead lw 1.1 lc rgb MAIN
