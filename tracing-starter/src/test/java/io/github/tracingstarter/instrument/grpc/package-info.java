@NullMarked
package io.github.tracingstarter.instrument.grpc;

import org.jspecify.annotations.NullMarked;
