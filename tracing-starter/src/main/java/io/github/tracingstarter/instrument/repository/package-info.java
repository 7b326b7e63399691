/**
 * Traces the calls of repositories of Spring Data.
 */
@NullMarked
package io.github.tracingstarter.instrument.repository;

import org.jspecify.annotations.NullMarked;
