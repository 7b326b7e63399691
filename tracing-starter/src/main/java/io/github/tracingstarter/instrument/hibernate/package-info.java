/**
 * Traces the flushes of Hibernate.
 */
@NullMarked
package io.github.tracingstarter.instrument.hibernate;

import org.jspecify.annotations.NullMarked;
