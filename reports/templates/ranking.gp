# The last weeks of a team's members, a line a row, the best member on top.
# DATA index 0, 1, ..., a row each: row, x (0 the last week), points, the middle of the row
#      in points, 1 where provisional
# ROWS, WEEKS: rows, and weeks before the last. SPAN: points that a row is high, in all rows.
unset key; unset border; unset tics; unset grid
set xrange [-WEEKS:0.04 * WEEKS]; set yrange [ROWS + 0.5:0.5]
Y(row, v, middle) = row - 0.76 * (v - middle) / SPAN
plot for [i = 0:ROWS - 1] DATA index i using 2:(Y($1, $3, $4)) with lines lw 1.8 lc rgb MAIN, \
     for [i = 0:ROWS - 1] DATA index i using ($2 == 0 ? 0 : NaN):(Y($1, $3, $4)) with points pt 7 ps 0.45 lc rgb MAIN, \
     for [i = 0:ROWS - 1] DATA index i using ($2 == 0 && $5 == 1 ? 0 : NaN):(Y($1, $3, $4)) with points pt 7 ps 0.22 lc rgb PAPER
