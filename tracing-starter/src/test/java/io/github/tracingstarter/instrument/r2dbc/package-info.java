@NullMarked
package io.github.tracingstarter.instrument.r2dbc;

import org.jspecify.annotations.NullMarked;
