/**
 * Reports what is traced and where the spans go: for the log, the start-up report and the
 * page.
 */
@NullMarked
package io.github.tracingstarter.report;

import org.jspecify.annotations.NullMarked;
