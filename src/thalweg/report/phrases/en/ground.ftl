### What maps say of the land and water under them.

ground-caption = Land, water and borders, where a map draws them, are from Natural Earth at 1:50,000,000 (public domain), generalised: shores and rivers may lie some kilometres off. Borders are as drawn there; they are no position of whoever made this record.
ground-locator = Where this is
ground-locator-about = The lands around within { $across } from edge to edge; the frame in the middle is the map above, whose findings stand with their places in the list.
