/// Figures: curves with error bands, grouped bars, contours, image grids; each as PNG, SVG and CSV.
///
/// The public records ([LineFigure], [BarFigure], [ContourFigure], [ImageGrid]) hold the numbers
/// and check them.
/// Package-private painters draw them: XChart lays out axes, ticks and grid; titles, data, legend
/// and notes are drawn around and over it, so that nothing is clipped and no legend covers data.
package org.vaelab.plot;
