/**
 * Traces messages that are sent and received over JMS.
 */
@NullMarked
package io.github.tracingstarter.instrument.jms;

import org.jspecify.annotations.NullMarked;
