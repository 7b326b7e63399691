/**
 * Changes while the application runs. All of them, whoever requests them, are made in the
 * same way.
 */
@NullMarked
package io.github.tracingstarter.control;

import org.jspecify.annotations.NullMarked;
