/**
 * Shapes the spans of Spring AI: calls of models and of their tools, and of vector
 * stores.
 */
@NullMarked
package io.github.tracingstarter.instrument.ai;

import org.jspecify.annotations.NullMarked;
