/**
 * Traces the jobs that Quartz runs.
 */
@NullMarked
package io.github.tracingstarter.instrument.quartz;

import org.jspecify.annotations.NullMarked;
