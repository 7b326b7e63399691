/**
 * Changes the few methods of the JDK and of libraries that no bean leads to: they pass
 * what they handle through hooks of the starter. What a hook does is the starter's; here
 * are the places, and the ways to change a method.
 */
@NullMarked
package io.github.tracingstarter.agent.weaver;

import org.jspecify.annotations.NullMarked;
