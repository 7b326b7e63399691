/**
 * Parses SQL text just enough to hide its literals and to name its operations and tables.
 */
@NullMarked
package io.github.tracingstarter.sql;

import org.jspecify.annotations.NullMarked;
