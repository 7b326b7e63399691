/**
 * Connects the span processors of application contexts that share one SDK.
 */
@NullMarked
package io.github.tracingstarter.processor;

import org.jspecify.annotations.NullMarked;
