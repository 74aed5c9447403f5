# A ring of four quarters, one a pillar, each filled as far as its 25 points go.
# DATA: pillar 1..4, points, 1 where the pillar has a value (0: an outline, -1: nothing)
# PROVISIONAL: 1 draws the filled part hollow.
unset key; unset border; unset tics; unset grid
set xrange [-1.03:1.03]; set yrange [-1.03:1.03]
GAP = 1.2
TOP(i) = 90 - 90 * (i - 1) - GAP
FULL(i) = TOP(i) - 90 + 2 * GAP
FILL(i, v) = TOP(i) - (90 - 2 * GAP) * v / 25.0
plot DATA using (0):(0):($3 >= 0 ? 1 : NaN):(FULL($1)):(TOP($1)) with circles fc rgb TRACK fs solid noborder, \
     DATA using (0):(0):($3 == 0 ? 0.985 : NaN):(FULL($1) + 0.9):(TOP($1) - 0.9) \
         with circles fc rgb PAPER fs solid noborder, \
     DATA using (0):(0):($3 == 1 && $2 > 0 ? 1 : NaN):(FILL($1, $2)):(TOP($1)):(PILLAR[int($1)]) \
         with circles lc rgb variable fs solid noborder, \
     DATA using (0):(0):(PROVISIONAL == 1 && $3 == 1 && $2 > 1 ? 0.97 : NaN):(FILL($1, $2) + 1.6):(TOP($1) - 1.6) \
         with circles fc rgb PAPER fs solid noborder, \
     DATA using (0):(0):($3 == 0 ? 0.73 : NaN):(FULL($1)):(TOP($1)) with circles fc rgb TRACK fs solid noborder, \
     DATA using (0):(0):(PROVISIONAL == 1 && $3 == 1 && $2 > 1 ? 0.745 : NaN):(FILL($1, $2)):(TOP($1)):(PILLAR[int($1)]) \
         with circles lc rgb variable fs solid noborder, \
     DATA using (0):(0):(0.715):(0):(360) with circles fc rgb PAPER fs solid noborder
