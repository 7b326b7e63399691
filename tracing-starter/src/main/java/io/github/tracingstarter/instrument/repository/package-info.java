/**
 * Traces the calls of Spring Data repositories.
 */
@NullMarked
package io.github.tracingstarter.instrument.repository;

import org.jspecify.annotations.NullMarked;
