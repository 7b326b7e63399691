@NullMarked
package io.github.tracingstarter.instrument.mongodb;

import org.jspecify.annotations.NullMarked;
