@NullMarked
package io.github.tracingstarter.sql;

import org.jspecify.annotations.NullMarked;
