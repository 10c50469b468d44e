/// The toolkit in one line a thing, for notebooks and programs: data, a model, its training, and
/// what to ask of it. Every value shows itself. What a line does is what the command of the same
/// settings does.
package org.vaelab.lab;
