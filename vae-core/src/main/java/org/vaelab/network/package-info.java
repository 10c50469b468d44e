/// Functions from rows to rows with parameters of their own: what decoders and encoders are made
/// of.
package org.vaelab.network;
