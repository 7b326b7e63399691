@NullMarked
package io.github.tracingstarter.configuration;

import org.jspecify.annotations.NullMarked;
