/**
 * An application without tracing.
 */
@NullMarked
package io.github.tracingstarter.agent.application;

import org.jspecify.annotations.NullMarked;
