"""The colours of the course: told apart by colour-blind readers, in pictures, pages and feedback.

Eight colours of Okabe and Ito, "Color Universal Design" (2008), here with a grey for their black.
The style sheet of the figures and those of the page's elements repeat them, as CSS must.
"""

ORANGE = "#E69F00"
SKY_BLUE = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"
GREY = "#999999"
