/**
 * The switch, the properties that all features share, and the messages for wrong ones.
 */
@NullMarked
package io.github.tracingstarter.configuration;

import org.jspecify.annotations.NullMarked;
