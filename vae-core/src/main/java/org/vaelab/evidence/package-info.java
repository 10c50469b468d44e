/// Estimates of log p(x), with what is needed to judge them: standard errors, effective sample
/// sizes and the gaps between log p(x) and its lower bounds.
package org.vaelab.evidence;
