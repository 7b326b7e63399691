/**
 * An application that calls another one, as in a system of several services.
 */
@NullMarked
package com.example.chain;

import org.jspecify.annotations.NullMarked;
