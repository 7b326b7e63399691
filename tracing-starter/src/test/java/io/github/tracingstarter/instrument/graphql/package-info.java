@NullMarked
package io.github.tracingstarter.instrument.graphql;

import org.jspecify.annotations.NullMarked;
