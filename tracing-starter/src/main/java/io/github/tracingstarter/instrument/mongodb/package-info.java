/**
 * Traces the commands of the MongoDB driver.
 */
@NullMarked
package io.github.tracingstarter.instrument.mongodb;

import org.jspecify.annotations.NullMarked;
