@NullMarked
package io.github.tracingstarter.instrument.fields;

import org.jspecify.annotations.NullMarked;
