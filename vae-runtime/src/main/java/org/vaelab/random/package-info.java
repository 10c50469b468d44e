/// Random numbers as pure functions of a key. Depends on nothing else of the project but its
/// worker threads.
package org.vaelab.random;
