@NullMarked
package io.github.tracingstarter.instrument.rabbitmq;

import org.jspecify.annotations.NullMarked;
