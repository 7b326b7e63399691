/**
 * What is traced and where it goes: for the log, the start report and the page.
 */
@NullMarked
package io.github.tracingstarter.report;

import org.jspecify.annotations.NullMarked;
