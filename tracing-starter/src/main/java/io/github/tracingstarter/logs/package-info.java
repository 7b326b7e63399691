/**
 * The lines that the application logs, for the page and for the collector.
 */
@NullMarked
package io.github.tracingstarter.logs;

import org.jspecify.annotations.NullMarked;
