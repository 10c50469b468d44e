/// What is done with codes z once they are found: ways from one to another, edits of an attribute.
/// Depends on nothing else of the project.
package org.vaelab.latent;
