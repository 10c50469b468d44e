/// Random numbers as pure functions of a key. Depends on nothing else of the project.
package org.vaelab.random;
