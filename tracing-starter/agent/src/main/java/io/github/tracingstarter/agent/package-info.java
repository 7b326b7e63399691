/**
 * Traces an application that was built without the starter: an agent of the JVM that puts
 * the starter behind the application's own libraries. It knows nothing of Spring, as the
 * class loader it is in knows nothing of it either.
 */
@NullMarked
package io.github.tracingstarter.agent;

import org.jspecify.annotations.NullMarked;
