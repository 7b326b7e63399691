/**
 * Users, and the passwords they are never shown again.
 */
@NullMarked
package io.github.tracingstarter.sample.user;

import org.jspecify.annotations.NullMarked;
