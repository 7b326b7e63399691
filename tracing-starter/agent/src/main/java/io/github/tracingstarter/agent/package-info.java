/**
 * Traces an application that was built without the starter: a JVM agent that adds the
 * starter after the application's own libraries. It does not use Spring, which is not
 * visible to its class loader.
 */
@NullMarked
package io.github.tracingstarter.agent;

import org.jspecify.annotations.NullMarked;
