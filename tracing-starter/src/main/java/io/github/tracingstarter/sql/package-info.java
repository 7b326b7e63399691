/**
 * Reads SQL text far enough to hide its literals.
 */
@NullMarked
package io.github.tracingstarter.sql;

import org.jspecify.annotations.NullMarked;
