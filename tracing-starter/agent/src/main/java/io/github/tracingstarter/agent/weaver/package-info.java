/**
 * Changes a few methods of the JDK and of libraries to trace objects that no bean refers
 * to: the methods pass the objects that they handle through hooks of the starter. The
 * starter implements the hooks; this package has the places, and the ways to change a
 * method.
 */
@NullMarked
package io.github.tracingstarter.agent.weaver;

import org.jspecify.annotations.NullMarked;
