@NullMarked
package io.github.tracingstarter.instrument.repository;

import org.jspecify.annotations.NullMarked;
