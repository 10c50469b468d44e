/// Jupyter's wire protocol: sockets, signatures, frames. The message classes, the connection file
/// and the signature are those of jupyter-jvm-basekernel; its socket loops are replaced, because
/// they poll with a sleep, end on the first malformed message and drop messages under load.
package org.vaelab.kernel.protocol;
