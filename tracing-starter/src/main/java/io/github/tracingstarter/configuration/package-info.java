/**
 * The main switch, the properties that all features share, and the messages for invalid
 * ones.
 */
@NullMarked
package io.github.tracingstarter.configuration;

import org.jspecify.annotations.NullMarked;
