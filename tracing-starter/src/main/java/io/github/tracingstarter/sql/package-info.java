/**
 * Reads SQL text far enough to hide its literals and to name what it does.
 */
@NullMarked
package io.github.tracingstarter.sql;

import org.jspecify.annotations.NullMarked;
