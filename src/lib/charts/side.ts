/** Path data stands in a square of so many units, which is stretched to the room there is. */
export const CHART_SIDE = 1000;
