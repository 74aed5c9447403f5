# The four pillars over the weeks: four small panels, two by two, all from 0 to 25 points.
# DATA index 0..3, a pillar each: pillar, x (0 the last week), average, average to compare with
# SPAN: weeks from the first to the last.
unset key; unset border; unset tics; unset grid
set xrange [0:2.14]; set yrange [0:2.62]
X(p, w) = (int(p) - 1) % 2 * 1.14 + 1 + w / SPAN
Y(p, v) = (1 - (int(p) - 1) / 2) * 1.62 + v / 25.0
plot for [i = 0:3] DATA index i using ($2 == 0 ? X($1, $2) - 1 : NaN):(Y($1, 0)):(1):(0) with vectors nohead lw 1 lc rgb SOFT, \
     for [i = 0:3] DATA index i using ($2 == 0 ? X($1, $2) - 1 : NaN):(Y($1, 25)):(1):(0) with vectors nohead lw 0.5 lc rgb GRID, \
     for [i = 0:3] DATA index i using (X($1, $2)):(Y($1, $4)) with lines lw 2 dt 2 lc rgb GREY, \
     for [i = 0:3] DATA index i using (X($1, $2)):(Y($1, $3)) with lines lw 3.2 lc rgb PILLAR[i + 1], \
     for [i = 0:3] DATA index i using ($2 == 0 ? X($1, $2) : NaN):(Y($1, $3)) with points pt 7 ps 0.5 lc rgb PILLAR[i + 1]
