/**
 * Changes of what can be changed while the application runs, whoever asks for them: all
 * of them go the same way.
 */
@NullMarked
package io.github.tracingstarter.control;

import org.jspecify.annotations.NullMarked;
