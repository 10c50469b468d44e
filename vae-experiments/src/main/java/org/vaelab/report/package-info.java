/// Pages that are one file: nothing is loaded from anywhere. Knows figures, but no experiments.
package org.vaelab.report;
